package org.wicgate.store;

import org.wicgate.waf.ImsIdentity;

/**
 * A subscriber who registers with SIP digest (TS 33.203 Annex N).
 *
 * @param identity the IMPI is the digest username
 * @param ha1 MD5(username:realm:password) in lower-case hex (RFC 7616 §3.4.2): as good as the
 *     password
 */
public record DigestAccount(ImsIdentity identity, String realm, String ha1) {
    @Override
    public String toString() {
        return "DigestAccount[" + identity.impi() + "]";
    }
}
