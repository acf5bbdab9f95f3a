(* Remark 11, on Lemma 10's bounds: "tight in general". True of M and sigma2, for    *)
(* every k, d, Mb, sb2 ([remark_11]); k = d gives back Mb and sb2, and Mb = sb2 = 0    *)
(* gives M = d/k - 1, sigma2 = 0 ([remark_11_special_cases]).                          *)
(* False of m = 1 - k/d: at d = 2, k = 1, where it is 1/2, m = 1/4 serves every        *)
(* df and every noise ([remark_11_printed_false]).                                     *)
From Coq Require Import Reals Lra Psatz.
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp.analysis Require Import Rstruct.
From Biasbound.base Require Import real_tactics vector expectation oracle gradient_instances.
From Biasbound.base Require Import gradient_oracle rand_k satisfiable witness tight_noise.
From Biasbound Require Import lemma_10.
Import Order.TTheory GRing.Theory Num.Theory.
Local Open Scope ring_scope.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* an oracle with a genuine gradient that attains M and sigma2 at every point *)
Theorem remark_11 d k (kd : (k <= d.+1)%N) Mb sb2 : (0 < k)%N -> 0 <= Mb -> 0 <= sb2 ->
  exists (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) n,
    [/\ gradient f df, biased_oracle E n, bounded_noise df E (fun=> 0) n Mb sb2 &
      forall x, Ex (draw_law kd E) (fun w => nsq (noise_of (draw_law kd E) (rand_k_of df n) x w)) =
        ((1 + Mb) * (d.+1%:R / k%:R) - 1) * nsq (mean_of (draw_law kd E) (rand_k_of df n) x)
        + k%:R / d.+1%:R * sb2].
Proof.
move=> k0 Mb0 sb0; pose df (x : 'rV[R]_d.+1) := 2%:R *: x.
exists (fun x => nsq x), df, bool, coin, (tight_noise df Mb sb2); split.
- exact: gradient_nsq.
- exact: tight_noise_oracle.
- exact: tight_noise_bounded.
- move=> x; apply: (lemma_10_attained kd k0 (tight_noise_oracle df Mb sb2)).
  exact: tight_noise_nsq.
Qed.

Theorem remark_11_special_cases (d k : nat) (Mb sb2 : R) : (0 < k)%N ->
  (k = d -> (1 + Mb) * (d%:R / k%:R) - 1 = Mb /\ k%:R / d%:R * sb2 = sb2) /\
  (Mb = 0 -> sb2 = 0 -> (1 + Mb) * (d%:R / k%:R) - 1 = d%:R / k%:R - 1 /\ k%:R / d%:R * sb2 = 0).
Proof.
move=> k0; split=> [<-|-> ->]; last by rewrite addr0 mul1r mulr0.
by rewrite divff ?pnatr_eq0 -?lt0n // mulr1 mul1r addrC addKr.
Qed.

(* "tight" for m: no m' below 1 - k/d serves *)
Theorem remark_11_printed_false :
  ~ (forall d k (kd : (k <= d.+1)%N) m', (0 < k)%N ->
      (forall (f : 'rV[R]_d.+1 -> R) df Xi (E : expectation Xi) n Mb sb2, gradient f df ->
         biased_oracle E n -> bounded_noise df E (fun=> 0) n Mb sb2 ->
         bounded_bias df (bias_of df (draw_law kd E) (rand_k_of df n)) m' 0) ->
      1 - k%:R / d.+1%:R <= m').
Proof.
move=> /(_ 1%N 1%N isT ((1 - 1%:R / 2%:R) ^+ 2) isT) h.
suff : 1 - 1%:R / 2%:R <= (1 - 1%:R / 2%:R) ^+ 2 :> R by move=> k; rlra.
apply: h => f df Xi E n Mb sb2 _ orc hN.
by have [_ _] := @lemma_10 1 1 isT df Xi E n Mb sb2 isT orc hN.
Qed.

Lemma remark_11_satisfiable : satisfiable_by (@remark_11).
Proof. by exists 2%N, 2%N, isT, 1, 1, isT, ler01, ler01. Qed.

Lemma remark_11_special_cases_satisfiable : satisfiable_by (@remark_11_special_cases).
Proof. by exists 2%N, 2%N, 1, 1, isT. Qed.
