/** See the package. */
module org.wicgate.aka {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;

    exports org.wicgate.aka;
}
