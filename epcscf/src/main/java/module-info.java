/** See the package. */
module org.wicgate.epcscf {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.sip;
    requires transitive org.wicgate.sdp;
    requires transitive org.wicgate.iq;

    exports org.wicgate.epcscf;
}
