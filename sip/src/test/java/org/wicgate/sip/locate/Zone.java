package org.wicgate.sip.locate;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;

/** What a DNS of a test knows. */
final class Zone {
    final Map<Question, Answer> answers = new HashMap<>();
    Duration ttl = Duration.ofSeconds(60);

    Zone naptr(String owner, int order, int preference, String service, String replacement) {
        return naptr(owner, order, preference, "S", service, replacement);
    }

    Zone naptr(String owner, int order, int pref, String flags, String service, String to) {
        var naptr = new Resource.Naptr(owner, order, pref, flags, service, to);
        return add(new Question(owner, Question.Type.NAPTR), naptr);
    }

    Zone srv(String owner, int priority, int weight, int port, String target) {
        var srv = new Resource.Srv(owner, priority, weight, port, target);
        return add(new Question(owner, Question.Type.SRV), srv);
    }

    Zone at(String owner, String... literals) {
        for (String literal : literals) {
            boolean isV6 = literal.indexOf(':') >= 0;
            var type = isV6 ? Question.Type.AAAA : Question.Type.A;
            var address = new Resource.Address(owner, InetAddress.ofLiteral(literal));
            add(new Question(owner, type), address);
        }
        return this;
    }

    Zone add(Question question, Resource record) {
        var records = new ArrayList<Resource>();
        if (answers.get(question) instanceof Answer.Found(var before, _)) {
            records.addAll(before);
        }
        records.add(record);
        answers.put(question, new Answer.Found(records, ttl));
        return this;
    }

    Zone fails(Question question) {
        answers.put(question, new Answer.Failed("SERVFAIL"));
        return this;
    }

    Answer answer(Question question) {
        return answers.getOrDefault(question, new Answer.None(Duration.ofSeconds(30)));
    }
}
