package org.wicgate.lab;

import org.wicgate.sdp.SessionDescription;
import org.wicgate.sip.Edit;
import org.wicgate.sip.HeaderName;
import org.wicgate.sip.Quoted;
import org.wicgate.sip.Request;
import org.wicgate.sip.Response;

/** How a service words its answers. */
final class ServiceAnswers {
    private static final String ALLOWED = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE";
    private static final String SDP = "application/sdp";

    private final OwnUris own;
    private final String domain;

    ServiceAnswers(OwnUris own, String domain) {
        this.own = own;
        this.domain = domain;
    }

    Response plain(Request request, int status, String tag) {
        var answer = Response.to(request, status).toTag(tag);
        if (status == 200 || status == 405) {
            answer.append(HeaderName.ALLOW, ALLOWED).append(HeaderName.ACCEPT, SDP);
        }
        return answer.build();
    }

    /** RFC 3261 §8.2.2.3. */
    Response unsupported(Request request, String tag) {
        String options = String.join(", ", request.values(HeaderName.REQUIRE));
        return Response.to(request, 420).toTag(tag).append(HeaderName.UNSUPPORTED, options).build();
    }

    Response refused(Request request, int status, String why, String tag) {
        var answer = Response.to(request, status).toTag(tag);
        if (status == 415) {
            answer.append(HeaderName.ACCEPT, SDP);
        }
        return answer.append(HeaderName.WARNING, warning(why)).build();
    }

    private String warning(String why) {
        return "399 " + domain + " " + Quoted.quote(why);
    }

    Response ringing(ServiceCall call) {
        return inCall(call, 180).build();
    }

    Response ok(ServiceCall call, SessionDescription description) {
        return inCall(call, 200)
                .append(HeaderName.ALLOW, ALLOWED)
                .body(SDP, description.encode())
                .build();
    }

    Response updated(ServiceCall call, Request update, SessionDescription description) {
        return Response.to(update, 200)
                .toTag(call.tag)
                .append(HeaderName.CONTACT, contact(call))
                .body(SDP, description.encode())
                .build();
    }

    /** RFC 3261 §12.1.1: Record-Route as it came, and our Contact. */
    private Edit<Response> inCall(ServiceCall call, int status) {
        return Response.to(call.invite, status)
                .copy(HeaderName.RECORD_ROUTE, call.invite)
                .toTag(call.tag)
                .append(HeaderName.CONTACT, contact(call))
                .append(
                        HeaderName.P_ASSERTED_IDENTITY,
                        "<sip:" + call.service.user() + "@" + domain + ">");
    }

    private String contact(ServiceCall call) {
        return "<" + own.contact(call.service.user(), call.from.transport()) + ">";
    }
}
