/** See the package. */
module org.wicgate.app {
    requires static transitive org.jspecify;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires info.picocli;
    requires java.net.http;
    requires org.slf4j;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
}
