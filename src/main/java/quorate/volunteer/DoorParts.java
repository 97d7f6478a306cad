package quorate.volunteer;

import java.util.function.Consumer;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Relay;
import quorate.wire.Voice;

/**
 * What a gateway's door is made of.
 *
 * @param relay of the same bus
 * @param network the network's name
 * @param pictures where the pictures of tasks are
 * @param refused counts what other nodes said of volunteers and was refused; on any thread
 */
public record DoorParts(
    Bus bus,
    Relay relay,
    Voice voice,
    String network,
    DoorPolicy policy,
    TaskPictures pictures,
    Consumer<Reason> refused) {}
