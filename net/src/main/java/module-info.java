/** See the package. */
module org.wicgate.net {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.sip;
}
