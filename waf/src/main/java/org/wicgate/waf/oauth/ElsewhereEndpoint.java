package org.wicgate.waf.oauth;

import java.net.InetAddress;
import java.time.Instant;
import org.wicgate.waf.oauth.Elsewhere.Aim;
import org.wicgate.waf.oauth.Elsewhere.End;
import org.wicgate.waf.oauth.Elsewhere.Start;

/** People on their way to an identity provider and back. */
final class ElsewhereEndpoint {
    private final SignIn signIn;
    private final AuthorizeEndpoint authorize;
    private final DeviceEndpoint device;

    ElsewhereEndpoint(SignIn signIn, AuthorizeEndpoint authorize, DeviceEndpoint device) {
        this.signIn = signIn;
        this.authorize = authorize;
        this.device = device;
    }

    /** Somebody wants to go there. */
    Reply leave(Aim aim, String browser, InetAddress from, Instant now) {
        var elsewhere = signIn.elsewhere();
        if (elsewhere == null) {
            return new Reply.Broken("There is no identity provider here.");
        }
        String title = elsewhere.title();
        return switch (elsewhere.start(aim, browser, from, now)) {
            case Start.Go(var uri, var kept) -> new Reply.Leave(title, uri, kept);
            case Start.Away(var why) ->
                    new Reply.NotEntered(
                            503, title + " cannot be reached at the moment. Try again later.", why);
            case Start.Wait _ ->
                    new Reply.NotEntered(
                            429, "Too many attempts. Wait some minutes.", "too many attempts");
        };
    }

    /** Somebody is back. */
    Reply back(Form query, String browser, InetAddress from, Instant now) {
        var elsewhere = signIn.elsewhere();
        if (elsewhere == null) {
            return new Reply.Broken("There is no identity provider here.");
        }
        return switch (elsewhere.end(query, browser, from, now)) {
            case End.Not(var told, var why) -> new Reply.NotEntered(403, told, why);
            case End.Known(var subject, Aim.Session _) -> new Reply.Entered(subject);
            case End.Known(var subject, Aim.OfClient(var form)) ->
                    authorize.known(form, subject, now);
            case End.Known(var subject, Aim.OfDevice(var code)) -> device.known(code, subject, now);
        };
    }
}
