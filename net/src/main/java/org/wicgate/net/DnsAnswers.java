package org.wicgate.net;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.wicgate.sip.locate.Answer;
import org.wicgate.sip.locate.Resource;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What a DNS message says, in the locator's words. */
final class DnsAnswers {
    private DnsAnswers() {}

    /** Reads an answer without error, or one that the name does not exist. */
    static Answer read(Message message, int type) {
        var records = new ArrayList<Resource>();
        long ttl = Long.MAX_VALUE;
        if (message.getRcode() == Rcode.NOERROR) {
            for (Record record : message.getSection(Section.ANSWER)) {
                boolean isWanted = record.getType() == type || record.getType() == Type.CNAME;
                var resource =
                        isWanted && record.getDClass() == DClass.IN ? resource(record) : null;
                if (resource != null) {
                    records.add(resource);
                    ttl = Math.min(ttl, record.getTTL());
                }
            }
        }
        return records.isEmpty()
                ? new Answer.None(negative(message.getSection(Section.AUTHORITY)))
                : new Answer.Found(List.copyOf(records), Duration.ofSeconds(ttl));
    }

    /** RFC 2308 §5; without SOA it is not to be kept. */
    private static Duration negative(List<Record> authority) {
        for (Record record : authority) {
            if (record instanceof SOARecord soa) {
                return Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
            }
        }
        return Duration.ZERO;
    }

    private static @Nullable Resource resource(Record record) {
        String owner = text(record.getName());
        return switch (record) {
            case NAPTRRecord naptr ->
                    new Resource.Naptr(
                            owner,
                            naptr.getOrder(),
                            naptr.getPreference(),
                            naptr.getFlags(),
                            naptr.getService(),
                            text(naptr.getReplacement()));
            case SRVRecord srv ->
                    new Resource.Srv(
                            owner,
                            srv.getPriority(),
                            srv.getWeight(),
                            srv.getPort(),
                            text(srv.getTarget()));
            case ARecord a -> new Resource.Address(owner, a.getAddress());
            case AAAARecord aaaa -> new Resource.Address(owner, aaaa.getAddress());
            case CNAMERecord alias -> new Resource.Alias(owner, text(alias.getTarget()));
            default -> null;
        };
    }

    private static String text(Name name) {
        return name.equals(Name.root) ? "." : name.toString(true);
    }
}
