/**
 * The network edge: WebSocket, UDP, TCP and TLS on Netty, the UDP media loops, shards, the steady
 * clock and the system's entropy. The only place that opens sockets.
 */
@NullMarked
package org.wicgate.net;

import org.jspecify.annotations.NullMarked;
