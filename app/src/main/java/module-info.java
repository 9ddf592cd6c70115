/** See the package. */
module org.wicgate.app {
    requires static transitive org.jspecify;
}
