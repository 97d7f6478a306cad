package quorate.task;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The most that a field may hold: bytes of a {@link Bytes} or of a string's UTF-8, items of a list.
 * The codec refuses more before it allocates, on the way out and on the way in.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AtMost {
  int value();
}
