/** See the packages. */
module org.wicgate.rtp {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;

    exports org.wicgate.rtp;
    exports org.wicgate.rtp.rtcp;
    exports org.wicgate.rtp.srtp;
}
