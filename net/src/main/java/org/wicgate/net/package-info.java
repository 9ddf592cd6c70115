/**
 * The network edge: the only place that opens sockets, owns threads and reads clocks. {@link
 * org.wicgate.net.Shards} are the event loops; a {@link org.wicgate.net.MachineLoop} drives a pure
 * machine on one of them. W2 comes in through {@link org.wicgate.net.W2Server} (RFC 6455, RFC
 * 7118), SIP of the core through UDP and TCP (RFC 3261 §18), media through a {@link
 * org.wicgate.net.MediaLoop} that has its own thread and sockets. Knows no dialog, no registration
 * and no media format: it hands bytes up with the name of where they came from. Start at {@link
 * org.wicgate.net.Shards}.
 */
@NullMarked
package org.wicgate.net;

import org.jspecify.annotations.NullMarked;
