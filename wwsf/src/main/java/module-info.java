/** See the package. */
module org.wicgate.wwsf {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.waf;
    requires org.bouncycastle.provider;

    exports org.wicgate.wwsf;
    exports org.wicgate.wwsf.oidc;
}
