/** See the package. */
module org.wicgate.sdp {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;

    exports org.wicgate.sdp;
}
