package io.distcomp.cluster;

import io.vertx.core.spi.cluster.RegistrationInfo;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node's consumers listen to: the copy from which a lost or new cluster is told again.
 * Safe for many threads; owned by {@link LateClusterManager}.
 */
final class OwnRegistrations {

  /** One consumer. */
  record Entry(String address, RegistrationInfo info) {}

  private final Map<String, Set<RegistrationInfo>> byAddress = new ConcurrentHashMap<>();

  void add(Entry entry) {
    byAddress.compute(entry.address(), (address, infos) -> with(infos, entry.info()));
  }

  void remove(Entry entry) {
    byAddress.computeIfPresent(entry.address(), (address, infos) -> without(infos, entry.info()));
  }

  boolean contains(Entry entry) {
    return byAddress.getOrDefault(entry.address(), Set.of()).contains(entry.info());
  }

  List<RegistrationInfo> of(String address) {
    return List.copyOf(byAddress.getOrDefault(address, Set.of()));
  }

  List<Entry> all() {
    return byAddress.entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(info -> new Entry(e.getKey(), info)))
        .toList();
  }

  private static Set<RegistrationInfo> with(
      @Nullable Set<RegistrationInfo> infos, RegistrationInfo info) {
    Set<RegistrationInfo> result = infos == null ? ConcurrentHashMap.newKeySet() : infos;
    result.add(info);
    return result;
  }

  private static @Nullable Set<RegistrationInfo> without(
      Set<RegistrationInfo> infos, RegistrationInfo info) {
    infos.remove(info);
    return infos.isEmpty() ? null : infos;
  }
}
