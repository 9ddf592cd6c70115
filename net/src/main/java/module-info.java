/** See the package. */
module org.wicgate.net {
    requires static transitive org.jspecify;
    requires transitive org.wicgate.base;
    requires transitive org.wicgate.sip;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.unix.common;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires org.dnsjava;
    requires org.slf4j;

    exports org.wicgate.net;
}
