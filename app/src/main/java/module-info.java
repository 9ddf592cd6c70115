/** See the package. */
module org.wicgate.app {
    requires static transitive org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires java.net.http;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.slf4j;
    requires org.wicgate.aka;
    requires org.wicgate.eimsagw;
    requires org.wicgate.epcscf;
    requires org.wicgate.lab;
    requires org.wicgate.net;
    requires org.wicgate.ng;
    requires org.wicgate.store;
    requires org.wicgate.waf;
    requires org.wicgate.web;
    requires org.wicgate.wic;
    requires org.wicgate.wwsf;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;

    uses java.security.Provider;
}
