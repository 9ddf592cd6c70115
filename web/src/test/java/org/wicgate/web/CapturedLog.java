package org.wicgate.web;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, at whatever level. */
final class CapturedLog implements AutoCloseable {
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    CapturedLog() {
        appender.start();
        root.setLevel(Level.TRACE);
        root.addAppender(appender);
    }

    String text() {
        var text = new StringBuilder();
        for (var event : List.copyOf(appender.list)) {
            text.append(event.getFormattedMessage()).append(' ');
            text.append(event.getKeyValuePairs()).append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        root.setLevel(before);
    }
}
