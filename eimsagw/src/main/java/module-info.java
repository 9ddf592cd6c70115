/** See the package. */
module org.wicgate.eimsagw {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.webrtc;
    requires transitive org.wicgate.rtp;
    requires transitive org.wicgate.iq;
    requires org.wicgate.codec;

    exports org.wicgate.eimsagw;
}
