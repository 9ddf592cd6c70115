/** See the package. */
module org.wicgate.dtls {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
}
