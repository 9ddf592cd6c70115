/** See the package. */
module org.wicgate.codec {
    requires static transitive org.jspecify;
    requires concentus;

    exports org.wicgate.codec;
}
