package quorate.node.membership;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import quorate.node.Trouble;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/** An invitation with its signature, as operators send it: one JSON object. */
public record InvitationFile(Invitation invitation, Bytes signature) {
  static final String FORMAT = "quorate-invitation/1";

  /** As it is written. */
  private record Document(
      String format,
      String network,
      long number,
      String node,
      List<String> addresses,
      long untilMillis,
      int uses,
      String signature) {}

  public String text() {
    return Registers.text(
        new Document(
            FORMAT,
            invitation.network(),
            invitation.number(),
            invitation.node().hex(),
            invitation.addresses(),
            invitation.untilMillis(),
            invitation.uses(),
            signature.hex()));
  }

  /**
   * The invitation in a file.
   *
   * @throws Trouble when it cannot be read, or is none
   */
  public static InvitationFile read(Path file) {
    try {
      Bytes bytes = Documents.file(file);
      return parse(new String(bytes.toArray(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new Trouble("cannot read the invitation " + file + ": " + e, "is the path right?", e);
    } catch (IllegalArgumentException wrong) {
      throw new Trouble(
          file + " is no invitation: " + wrong.getMessage(),
          "take the file that quorate network invite wrote",
          wrong);
    }
  }

  static InvitationFile parse(String text) {
    try {
      Document said = Registers.read(text, Document.class);
      Check.argument(said.format.equals(FORMAT), "expected the format " + FORMAT);
      Invitation invitation =
          new Invitation(
              said.network,
              said.number,
              NodeId.ofHex(said.node),
              said.addresses,
              said.untilMillis,
              said.uses);
      return new InvitationFile(invitation, Bytes.ofHex(said.signature));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("expected a JSON object of the format " + FORMAT, e);
    }
  }
}
