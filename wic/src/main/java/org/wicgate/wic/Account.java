package org.wicgate.wic;

import java.util.Set;
import org.wicgate.aka.Keys;
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

    /**
     * A password that the S-CSCF knows: SIP digest, of a WIC (TS 24.371 §6.2.2) or of a SIP phone.
     *
     * @param user the private identity, or a phone's user name
     */
    record Digest(SipUri impu, String domain, String user, String password) implements Account {
        @Override
        public String toString() {
            return "Digest[" + impu + "]";
        }
    }

    /**
     * A card in software: IMS AKA inside TLS (TS 24.371 §6.2.2, TS 33.203 §X.2). Not the copy of a
     * real card, whose sequence of numbers it would disturb.
     *
     * @param impi the private identity
     * @param keys secret
     */
    record Card(SipUri impu, String domain, String impi, Keys keys) implements Account {
        @Override
        public String toString() {
            return "Card[" + impu + "]";
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
