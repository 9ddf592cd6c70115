/** See the package. */
module org.wicgate.waf {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
}
