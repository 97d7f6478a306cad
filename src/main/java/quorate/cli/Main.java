package quorate.cli;

/** Where the program starts. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    int exit = Quorate.run(args, Quorate.utf8(System.out), Quorate.utf8(System.err));
    System.exit(exit);
  }
}
