/** See the package. */
module org.wicgate.rtp {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
}
