package org.wicgate.store;

import com.zaxxer.hikari.HikariConfig;

/**
 * A PostgreSQL database, which several programs may share.
 *
 * @param url {@code jdbc:postgresql://HOST[:PORT][,...]/NAME}, with the driver's parameters
 * @param password never logged; empty where the server asks for none
 * @param connections at most, of this program
 */
public record Postgres(String url, String user, String password, int connections) {
    /** How long a request waits for a connection, before it is told that there is none. */
    private static final int CONNECTION_MILLIS = 3_000;

    private static final String CONNECT_SECONDS = "2";

    /** A server that says nothing for so long is gone. */
    private static final String SILENCE_SECONDS = "10";

    HikariConfig pool() {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(Math.min(2, connections));
        config.setConnectionTimeout(CONNECTION_MILLIS);
        config.addDataSourceProperty("ApplicationName", "wicgate");
        config.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
        config.addDataSourceProperty("socketTimeout", SILENCE_SECONDS);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return config;
    }

    /** What it is called in messages: its parameters stay out, for they may be secret. */
    String name() {
        return url.replaceFirst("[?].*", "");
    }

    @Override
    public String toString() {
        return "Postgres[" + name() + "]";
    }
}
