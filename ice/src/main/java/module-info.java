/** See the package. */
module org.wicgate.ice {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;

    exports org.wicgate.ice;
    exports org.wicgate.ice.stun;
}
