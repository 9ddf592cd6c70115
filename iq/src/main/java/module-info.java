/** See the package. */
module org.wicgate.iq {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;

    exports org.wicgate.iq;
}
