(* The programs of reference.v behind a pipe: one request a line, one answer a line, all numbers
   rationals p or p/q.

     top_k K X                    x's entries, the others zero
     rand_k K A X N               of A rand-K(x + n), n of the law N, against the gradient x:
                                  E g, E|g - E g|^2, |E g - x|^2
     law X N                      the same three of the law N
     assumption_3 D N M S2        true or false
     assumption_4 X N M Z2
     definition_2 X N DELTA

   X is the length and the entries, N the number of outcomes and for each its weight and its vector. *)
open Reference

let rational text =
  let q = Q.of_string text in
  { qnum = Q.num q; qden = Q.den q }

let show { qnum; qden } = Q.to_string (Q.make qnum qden)

let read tokens =
  let rest = ref tokens in
  let word () =
    match !rest with
    | [] -> failwith "the line is too short"
    | first :: others -> rest := others; first in
  let natural () = int_of_string (word ()) in
  let number () = rational (word ()) in
  (* List.init does not promise an order. *)
  let rec several n f = if n = 0 then [] else let first = f () in first :: several (n - 1) f in
  let vector () = let d = natural () in several d number in
  let law () =
    let n = natural () in
    several n (fun () -> let weight = number () in let v = vector () in (weight, v)) in
  (natural, number, vector, law, fun () -> if !rest <> [] then failwith "the line is too long")

let answer line =
  match String.split_on_char ' ' line with
  | [] -> failwith "no request"
  | request :: tokens ->
    let natural, number, vector, law, finished = read tokens in
    let moments x l =
      finished ();
      let d = List.length x in
      List.map show (mean d l @ [noise_sq d l; bias_sq l x]) in
    String.concat " "
      (match request with
       | "top_k" -> let k = natural () in let x = vector () in finished (); List.map show (top_k k x)
       | "rand_k" ->
         let k = natural () in let a = number () in let x = vector () in let n = law () in
         moments x (compressed (rand_k k a) x n)
       | "law" -> let x = vector () in let n = law () in moments x n
       | "assumption_3" ->
         let d = natural () in let l = law () in let m = number () in let s2 = number () in
         finished (); [string_of_bool (assumption_3 d l m s2)]
       | "assumption_4" ->
         let x = vector () in let l = law () in let m = number () in let z2 = number () in
         finished (); [string_of_bool (assumption_4 l x m z2)]
       | "definition_2" ->
         let x = vector () in let l = law () in let delta = number () in
         finished (); [string_of_bool (definition_2 l x delta)]
       | other -> failwith ("unknown request '" ^ other ^ "'"))

let () =
  try
    while true do
      print_endline (try answer (input_line stdin) with
        | Failure text | Invalid_argument text -> "error: " ^ text)
    done
  with End_of_file -> ()
