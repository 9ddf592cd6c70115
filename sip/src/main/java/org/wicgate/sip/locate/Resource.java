package org.wicgate.sip.locate;

import java.net.InetAddress;

/** One record of an answer. */
public sealed interface Resource {
    /** Whose record it is: without the dot at its end, in small letters. */
    String owner();

    /** Which service over which transport is where: RFC 3403 §4. */
    record Naptr(
            String owner,
            int order,
            int preference,
            String flags,
            String service,
            String replacement)
            implements Resource {
        public Naptr {
            owner = Question.plain(owner);
            replacement = Question.plain(replacement);
        }
    }

    /**
     * A server of a service: RFC 2782.
     *
     * @param target {@code .} when the service is decidedly not there
     */
    record Srv(String owner, int priority, int weight, int port, String target)
            implements Resource {
        public Srv {
            owner = Question.plain(owner);
            target = Question.plain(target);
        }
    }

    /** A or AAAA. */
    record Address(String owner, InetAddress address) implements Resource {
        public Address {
            owner = Question.plain(owner);
        }
    }

    /** CNAME: the owner's records are the target's. */
    record Alias(String owner, String target) implements Resource {
        public Alias {
            owner = Question.plain(owner);
            target = Question.plain(target);
        }
    }
}
