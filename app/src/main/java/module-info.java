/** See the package. */
module org.wicgate.app {
    requires static transitive org.jspecify;
    requires info.picocli;
    requires tools.jackson.databind;
    requires tools.jackson.dataformat.yaml;
}
