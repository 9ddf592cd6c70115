/** See the package. */
module org.wicgate.waf {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive com.nimbusds.jose.jwt;

    exports org.wicgate.waf;
    exports org.wicgate.waf.oauth;
}
