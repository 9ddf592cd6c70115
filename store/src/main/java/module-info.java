/** See the package. */
module org.wicgate.store {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.waf;
    requires transitive org.wicgate.wwsf;
    requires com.zaxxer.hikari;
    requires flyway.core;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports org.wicgate.store;
}
