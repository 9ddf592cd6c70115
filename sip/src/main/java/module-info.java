/** See the package. */
module org.wicgate.sip {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires java.xml;

    exports org.wicgate.sip;
    exports org.wicgate.sip.locate;
}
