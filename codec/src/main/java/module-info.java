/** See the package. */
module org.wicgate.codec {
    requires static transitive org.jspecify;
}
