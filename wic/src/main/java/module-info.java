/** See the package. */
module org.wicgate.wic {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.aka;
    requires transitive org.wicgate.sip;
    requires transitive org.wicgate.sdp;
    requires transitive org.wicgate.webrtc;
    requires transitive org.wicgate.rtp;
    requires transitive org.wicgate.codec;

    exports org.wicgate.wic;
}
