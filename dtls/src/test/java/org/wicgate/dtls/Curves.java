package org.wicgate.dtls;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;

/** Who computes on P-256. */
enum Curves {
    BOUNCYCASTLE {
        @Override
        Identity of(Identity identity) {
            return identity;
        }
    },
    JDK {
        @Override
        Identity of(Identity identity) throws GeneralSecurityException {
            return identity.by(Objects.requireNonNull(Security.getProvider("SunEC")));
        }
    },
    CORRETTO {
        @Override
        Identity of(Identity identity)
                throws ReflectiveOperationException, GeneralSecurityException {
            var type =
                    Class.forName(
                            "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
            return identity.by((Provider) type.getField("INSTANCE").get(null));
        }
    };

    abstract Identity of(Identity identity)
            throws ReflectiveOperationException, GeneralSecurityException;
}
