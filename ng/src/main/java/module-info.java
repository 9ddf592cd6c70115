/** See the package. */
module org.wicgate.ng {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.epcscf;
    requires transitive org.wicgate.iq;
    requires transitive org.wicgate.sdp;

    exports org.wicgate.ng;
}
