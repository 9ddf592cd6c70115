package org.wicgate.wic;

import java.util.Set;
import org.wicgate.sip.SipUri;

/** Who registers, and how it proves it. */
public sealed interface Account {
    /** The public identity. */
    SipUri impu();

    /** The home network's domain name. */
    String domain();

    /**
     * A web identity (TS 24.371 §6.2.3).
     *
     * @param token for Bearer in every request: a secret, never logged
     * @param authorizationServers whose challenges are heard (RFC 8898 §5)
     */
    record Web(SipUri impu, String domain, String token, Set<String> authorizationServers)
            implements Account {
        @Override
        public String toString() {
            return "Web[" + impu + "]";
        }
    }

    /** A SIP phone with a password (RFC 7616). */
    record Digest(SipUri impu, String domain, String user, String password) implements Account {
        @Override
        public String toString() {
            return "Digest[" + impu + "]";
        }
    }

    /** Somebody who does not register. */
    record Nobody(SipUri impu) implements Account {
        @Override
        public String domain() {
            return impu.host();
        }
    }
}
