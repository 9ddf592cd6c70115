package org.wicgate.app;

import java.util.HashMap;
import java.util.Map;
import org.wicgate.eimsagw.GatewaySettings;
import org.wicgate.net.FramedConnection;

/** The TCP connections of one media worker, by the number that its gateway knows; on its thread. */
final class MediaConnections {
    private final Map<Integer, FramedConnection> byNumber = new HashMap<>();

    /** What a gateway calls it. */
    static int number(FramedConnection connection) {
        int numbers = Integer.MAX_VALUE - GatewaySettings.FIRST_CONNECTION;
        return GatewaySettings.FIRST_CONNECTION + connection.number() % numbers;
    }

    static boolean isConnection(int socket) {
        return socket >= GatewaySettings.FIRST_CONNECTION;
    }

    void add(FramedConnection connection) {
        byNumber.put(number(connection), connection);
    }

    void remove(FramedConnection connection) {
        byNumber.remove(number(connection));
    }

    /** Sends, unless it is gone. */
    void send(int number, byte[] packet, int offset, int length) {
        var connection = byNumber.get(number);
        if (connection != null) {
            connection.send(packet, offset, length);
        }
    }

    void mark(int number, int dscp) {
        var connection = byNumber.get(number);
        if (connection != null) {
            connection.mark(dscp);
        }
    }

    void admit(int number) {
        var connection = byNumber.get(number);
        if (connection != null) {
            connection.admit();
        }
    }

    void close(int number) {
        var connection = byNumber.remove(number);
        if (connection != null) {
            connection.close();
        }
    }
}
