/** See the package. */
module org.wicgate.base {
    requires static transitive org.jspecify;

    exports org.wicgate.base;
}
