/** See the package. */
module org.wicgate.dtls {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires org.bouncycastle.provider;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.tls;

    exports org.wicgate.dtls;
}
