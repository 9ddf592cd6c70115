/** See the package. */
module org.wicgate.store {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.waf;
    requires transitive org.wicgate.wwsf;
}
