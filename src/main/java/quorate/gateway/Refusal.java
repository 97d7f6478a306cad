package quorate.gateway;

/**
 * A refusal as it is told to a client.
 *
 * @param detail what was expected and what came, for people
 * @param retryAfterMillis when trying again may help; 0 when it does not
 */
public record Refusal(Problem problem, String detail, long retryAfterMillis) {}
