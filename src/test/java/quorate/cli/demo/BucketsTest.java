package quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BucketsTest {
  private static final String ONE =
      """
      # TYPE waits_seconds histogram
      waits_seconds_bucket{le="0.1"} 4
      waits_seconds_bucket{le="0.2"} 8
      waits_seconds_bucket{le="+Inf"} 8
      waits_seconds_count 8
      other_seconds_bucket{le="0.1"} 99
      """;

  private final Buckets buckets = new Buckets();

  @Test
  void isNothingWhenNothingWasCounted() {
    assertThat(buckets.count()).isZero();
    assertThat(buckets.percentile(0.5)).isZero();
  }

  @Test
  void interpolatesWithinABucket() {
    buckets.add(ONE, "waits_seconds");
    assertThat(buckets.count()).isEqualTo(8);
    assertThat(buckets.percentile(0.5)).isEqualTo(100);
    assertThat(buckets.percentile(0.75)).isEqualTo(150);
  }

  @Test
  void addsUpOverNodes() {
    buckets.add(ONE, "waits_seconds");
    buckets.add(ONE.replace(" 4", " 0"), "waits_seconds");
    assertThat(buckets.count()).isEqualTo(16);
    assertThat(buckets.percentile(0.25)).isEqualTo(100);
  }

  @Test
  void saysTheLastBoundWhenMoreIsBeyondIt() {
    buckets.add(
        "waits_seconds_bucket{node=\"a\",le=\"0.1\"} 0\nwaits_seconds_bucket{node=\"a\",le=\"+Inf\"} 2",
        "waits_seconds");
    assertThat(buckets.percentile(0.99)).isEqualTo(100);
  }
}
