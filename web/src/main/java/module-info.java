/** See the package. */
module org.wicgate.web {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.waf;
    requires transitive org.wicgate.wwsf;
    requires io.helidon.webserver;
    requires java.logging;
    requires java.net.http;
    requires org.slf4j;
    requires tools.jackson.databind;

    exports org.wicgate.web;
}
