/** See the package. */
module org.wicgate.webrtc {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.ice;
    requires transitive org.wicgate.dtls;
    requires transitive org.wicgate.rtp;

    exports org.wicgate.webrtc;
}
