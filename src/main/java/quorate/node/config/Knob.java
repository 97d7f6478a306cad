package quorate.node.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What can be set, and to what: on a component of a section's record. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Knob {
  /** Pattern of a host's name or address. */
  String HOST = "[A-Za-z0-9.:_\\[\\]-]{1,253}";

  String HOST_OR_NONE = "(" + HOST + ")?";

  String HOST_WORDS = "a host name or an address";

  /** One sentence for whoever sets it. */
  String value();

  /** Of a number: {@code bytes} may be written with KiB, MiB or GiB. */
  String unit() default "";

  /** The least number, in milliseconds for a duration. */
  long min() default 0;

  /** The greatest number, in milliseconds for a duration; for texts and lists the most items. */
  long max() default Integer.MAX_VALUE;

  /** What a text, or each of a list, must match. */
  String pattern() default ".*";

  /** The pattern in words. */
  String expected() default "a text";

  /** Never shown. */
  boolean secret() default false;
}
