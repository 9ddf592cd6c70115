package org.wicgate.web;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests with an end: the client's own timeout is over once the headers are there. */
final class Fetch {
    private Fetch() {}

    /**
     * Sends a request and waits for the whole answer.
     *
     * @throws IOException also when it is not there in time
     */
    static <T> HttpResponse<T> send(
            HttpClient client, HttpRequest request, BodyHandler<T> body, Duration timeout)
            throws IOException, InterruptedException {
        var answer = client.sendAsync(request, body);
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new IOException("no whole answer within " + timeout.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            answer.cancel(true); // nothing is left of it when it is done
        }
    }
}
