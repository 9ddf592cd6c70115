package org.wicgate.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.wicgate.epcscf.EdgeProxy.Client;

class ClientPlacesTest {
    private static final Client ALICE = new Client("alice@home", "<urn:uuid:1> 1", "call-1");
    private static final Client RESTARTED = new Client("alice@home", "<urn:uuid:1> 1", "call-2");

    private final ClientPlaces places = new ClientPlaces();

    @Test
    void aClientIsFoundByTheCallIdOfItsRegistration() {
        assertEquals(ClientPlaces.NOWHERE, places.of("call-1"));
        assertEquals(ClientPlaces.NOWHERE, places.kept(ALICE, 1));
        assertEquals(1, places.of("call-1"));
        places.left(ALICE, 1);
        assertEquals(ClientPlaces.NOWHERE, places.of("call-1"));
        assertEquals(0, places.size());
    }

    @Test
    void oneThatStartedAnewElsewhereIsTakenFromItsOldShard() {
        assertEquals(ClientPlaces.NOWHERE, places.kept(ALICE, 1));
        assertEquals(1, places.kept(RESTARTED, 0));
        assertEquals(0, places.of("call-2"));
        assertEquals(ClientPlaces.NOWHERE, places.of("call-1"), "nobody comes back to that");
        places.left(ALICE, 1);
        assertEquals(0, places.of("call-2"), "what the old shard says of it is late");
        assertEquals(1, places.size());
    }

    @Test
    void whatOneShardLeavesAnotherMayStillKeep() {
        assertEquals(ClientPlaces.NOWHERE, places.kept(ALICE, 1));
        assertEquals(1, places.kept(ALICE, 0));
        places.left(ALICE, 1);
        assertEquals(0, places.of("call-1"));
    }
}
