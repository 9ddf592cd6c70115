package org.wicgate.sip;

import java.util.Locale;

/** What a message must have in common with a transaction to belong to it. */
sealed interface TransactionKey {
    /** RFC 3261 §17.1.3. */
    record OfClient(String branch, String method) implements TransactionKey {
        static OfClient of(SipMessage message) {
            return new OfClient(branchOf(message.via()), message.cseq().method());
        }

        @Override
        public int hashCode() {
            return branch.hashCode(); // unique but for CANCEL; a string remembers it
        }
    }

    /** RFC 3261 §17.2.3; an ACK has the key of its INVITE. */
    record OfServer(String branch, String sentBy, String method) implements TransactionKey {
        static OfServer of(Request request) {
            var via = request.via();
            String method = request.is(Method.ACK) ? Method.INVITE : request.method();
            String branch = via.hasMagicBranch() ? branchOf(via) : oldBranch(request);
            return new OfServer(branch, via.sentBy().toLowerCase(Locale.ROOT), method);
        }

        @Override
        public int hashCode() {
            return branch.hashCode();
        }

        /** The key of the INVITE that a CANCEL of this key cancels (RFC 3261 §9.2). */
        OfServer ofInvite() {
            return new OfServer(branch, sentBy, Method.INVITE);
        }
    }

    private static String branchOf(Via via) {
        String branch = via.branch();
        return branch == null ? "" : branch;
    }

    /** What has no unique branch is told apart by all else that RFC 3261 §17.2.3 names. */
    private static String oldBranch(Request request) {
        return String.join(
                " ",
                request.callId(),
                String.valueOf(request.from().tag()),
                Long.toString(request.cseq().number()),
                request.requestUri().toString(),
                branchOf(request.via()));
    }
}
