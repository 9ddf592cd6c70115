/** See the package. */
module org.wicgate.codec {
    requires static transitive org.jspecify;

    exports org.wicgate.codec;
}
